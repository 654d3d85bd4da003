import { catalogueMeasures } from "./features/catalogue/measures.server";
import { notificationMeasures } from "./features/notifications/measures.server";
import { submissionMeasures } from "./features/submissions/measures.server";
import { now } from "./platform/clock";
import { startMeasuring } from "./platform/metrics.server";

/** Registers every feature's figures. What each means stands in docs/operations.md. */
export function startMetrics(): void {
  startMeasuring([...catalogueMeasures, ...notificationMeasures, ...submissionMeasures], now);
}
