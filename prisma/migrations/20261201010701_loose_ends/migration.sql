-- A decision stands only while its submission is decided, or has been announced.
UPDATE "Decision" decision SET "revokedAt" = submission."stateSince"
FROM "Submission" submission
WHERE submission.id = decision."submissionId" AND submission.state <> 'decided' AND decision."announcedAt" IS NULL AND decision."revokedAt" IS NULL;

-- Nobody is asked to review what is over.
UPDATE "ReviewAssignment" assignment SET status = 'revoked', "leftReason" = 'submission-closed', "updatedAt" = submission."stateSince", version = assignment.version + 1
FROM "Submission" submission
WHERE submission.id = assignment."submissionId" AND submission.state IN ('accepted', 'declined', 'withdrawn', 'expired') AND assignment.status IN ('invited', 'accepted', 'draft');
