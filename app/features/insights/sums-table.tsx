import { useI18n } from "~/i18n/context";
import { BATCH, LEAST, type Sum, type Sums } from "./sums";

type Props = { sums: Sums; labels: ReadonlyArray<{ key: string; label: string }> };

const WIDTH = 320;
const BAR = 20;
const ROW = 48;

/** A sum in which nobody is to be found: a drawn bar for each topic, and the numbers in a table. */
export function SumsTable({ sums, labels }: Props) {
  const { t } = useI18n();
  const labelOf = (topic: string) => labels.find(({ key }) => key === topic)?.label ?? topic;
  return (
    <section className="section">
      <h2>{t("sums.womenTitle")}</h2>
      <p>{t("sums.womenText")}</p>
      {sums.all ? <Bars sums={sums} labelOf={labelOf} /> : <p>{t("sums.nothing")}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{t("sums.topic")}</th>
            <th scope="col">{t("sums.yes")}</th>
            <th scope="col">{t("sums.no")}</th>
          </tr>
        </thead>
        <tbody>
          {sums.topics.map(({ topic, sum }) => (
            <Row key={topic} name={labelOf(topic)} sum={sum} />
          ))}
        </tbody>
        {sums.all && (
          <tfoot>
            <Row name={t("sums.all")} sum={sums.all} />
          </tfoot>
        )}
      </table>
      <p className="soft small">{t("sums.rule", { batch: BATCH, least: LEAST })}</p>
    </section>
  );
}

function Row({ name, sum }: { name: string; sum: Sum | null }) {
  const { t, number } = useI18n();
  return (
    <tr>
      <th scope="row">{name}</th>
      {sum ? (
        <>
          <td>{number(sum.yes)}</td>
          <td>{number(sum.no)}</td>
        </>
      ) : (
        <td colSpan={2} className="soft">
          {t("sums.hidden")}
        </td>
      )}
    </tr>
  );
}

function Bars({ sums, labelOf }: { sums: Sums; labelOf: (topic: string) => string }) {
  const { t, percent, number } = useI18n();
  const shown = sums.topics.flatMap(({ topic, sum }) => (sum ? [{ topic, sum }] : []));
  return (
    <svg className="sums" viewBox={`0 0 ${WIDTH} ${shown.length * ROW}`} width={WIDTH} height={shown.length * ROW} role="img" aria-label={t("sums.picture")}>
      {shown.map(({ topic, sum: { yes, no } }, index) => (
        <g key={topic} transform={`translate(0 ${index * ROW})`}>
          <text x="0" y="14">
            {`${labelOf(topic)}: ${t("sums.share", { percent: percent((100 * yes) / (yes + no)), count: number(yes + no) })}`}
          </text>
          <rect className="whole" x="0" y={ROW - BAR - 8} width={WIDTH} height={BAR} rx="4" />
          <rect className="part" x="0" y={ROW - BAR - 8} width={(WIDTH * yes) / (yes + no)} height={BAR} rx="4" />
        </g>
      ))}
    </svg>
  );
}
