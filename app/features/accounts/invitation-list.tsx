import { AskFirst } from "~/components/ask-first";
import { Button, Hidden } from "~/components/form";
import { useI18n } from "~/i18n/context";
import type { InvitationRow } from "./invitation-queries.server";

type Shown = Omit<InvitationRow, "at"> & { at: string };

/** Who was offered what, where each offer stands; open and ended ones can be repeated, and those that are open taken back. */
export function InvitationList({ invitations }: { invitations: readonly Shown[] }) {
  const { t } = useI18n();
  return (
    <section className="section">
      <h2>{t("account.invitesTitle")}</h2>
      <ul className="desk-queue">
        {invitations.map((invitation) => (
          <Invitation key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

function Invitation({ invitation }: { invitation: Shown }) {
  const { t } = useI18n();
  const { id, organisation, role, email, invitedBy, standing } = invitation;
  const who = email ?? t("account.inviteByLink");
  const again = email !== null ? t("account.inviteResend") : standing === "open" ? t("account.inviteCopyAgain") : t("account.inviteRenew");
  return (
    <li className="card">
      <h3>{who}</h3>
      <p>
        {organisation}: {t(`account.role_${role}`)}
      </p>
      <p className="row small soft">
        <Standing invitation={invitation} />
        {invitedBy && <span>{t("account.inviteBy", { name: invitedBy })}</span>}
      </p>
      {(standing === "open" || standing === "ended") && (
        <form method="post" className="actions">
          <Hidden name="id" value={id} />
          <Button quiet name="intent" value="repeat" aria-label={`${again}: ${who}`}>
            {again}
          </Button>
        </form>
      )}
      {standing === "open" && (
        <AskFirst label={t("account.inviteRevoke")} about={who} text={t("account.inviteRevokeText")} yes={t("account.inviteRevokeYes")} sends={{ id, intent: "revoke" }} />
      )}
    </li>
  );
}

function Standing({ invitation: { standing, at, acceptedBy } }: { invitation: Shown }) {
  const i18n = useI18n();
  const date = i18n.date(at);
  switch (standing) {
    case "open":
      return <span className="badge">{i18n.t("account.inviteOpen", { date })}</span>;
    case "accepted":
      return <span>{acceptedBy ? i18n.t("account.inviteAcceptedBy", { name: acceptedBy, date }) : i18n.t("account.inviteAccepted", { date })}</span>;
    case "revoked":
      return <span>{i18n.t("account.inviteRevoked", { date })}</span>;
    case "ended":
      return <span>{i18n.t("account.inviteEnded", { date })}</span>;
  }
}
