import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ReviewTask } from "~/features/review/queue";
import { TaskList } from "~/features/review/task-list";
import { I18nProvider } from "~/i18n/context";

const task = (title: string, overrides: Partial<ReviewTask<string>>): ReviewTask<string> => ({
  assignmentId: title,
  reference: "S-2026-00001",
  title,
  language: "es",
  status: "accepted",
  dueAt: null,
  late: 0,
  timeZone: "UTC",
  open: true,
  writable: false,
  paused: false,
  ...overrides,
});

function shown(tasks: ReadonlyArray<ReviewTask<string>>): string {
  return renderToStaticMarkup(
    <I18nProvider locale="es">
      <TaskList tasks={tasks} />
    </I18nProvider>,
  );
}

/** Each section's heading with the titles and badges under it. */
function sections(tasks: ReadonlyArray<ReviewTask<string>>): Record<string, string[]> {
  return Object.fromEntries(
    [...shown(tasks).matchAll(/<section.*?<\/section>/gs)].map(([section]) => [
      /<h2>(.*?)<\/h2>/.exec(section)?.[1] ?? "",
      [...section.matchAll(/<h3>.*?>([^<]+)<\/a><\/h3>.*?class="badge">([^<]+)</gs)].map(([, title, badge]) => `${title}: ${badge}`),
    ]),
  );
}

describe("a reviewer's list", () => {
  it("tells what waits from what is paused and from what ended without them", () => {
    expect(
      sections([
        task("Empezada", { status: "draft", writable: true }),
        task("En espera", { status: "accepted", paused: true }),
        task("Cerrada", { status: "accepted" }),
        task("Entregada", { status: "submitted" }),
        task("De otra versión", { status: "stale" }),
      ]),
    ).toEqual({
      "Por entregar": ["Empezada: Evaluación empezada"],
      "En pausa: su dueño completa lo que falta": ["En espera: Aceptó evaluar"],
      Terminadas: ["Cerrada: Terminó sin su evaluación", "Entregada: Evaluación entregada", "De otra versión: Evaluó una versión anterior"],
    });
  });

  it("says in words how late one is, and nothing of it while there is time", () => {
    const late = shown([task("Tarde", { writable: true, late: 3 }), task("A tiempo", { writable: true })]);
    expect(late.match(/Va \d+ días? tarde/g)).toEqual(["Va 3 días tarde"]);
    expect(late.indexOf("Va 3")).toBeLessThan(late.indexOf("A tiempo"));
  });
});
