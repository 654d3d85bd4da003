import fs from "node:fs";
import path from "node:path";
import { editionFaults } from "~/features/editions/schema";
import type { Institution } from "~/features/network/schema";
import { OperatorError } from "~/platform/errors";
import { readJsonFile } from "../json-file";
import {
  type DemoContent,
  DemoContentSchema,
  type DemoEdition,
  DemoEditionSchema,
  DemoInstitutionsFileSchema,
  type DemoNeed,
  DemoNeedsFileSchema,
  DemoPeopleFileSchema,
  type DemoPerson,
  type DemoSolution,
  DemoSolutionsFileSchema,
  type DemoSubmission,
  DemoSubmissionsFileSchema,
} from "./format";

export type Demonstration = {
  edition: DemoEdition;
  institutions: Institution[];
  people: DemoPerson[];
  solutions: DemoSolution[];
  submissions: DemoSubmission[];
  needs: DemoNeed[];
};

/** Reads and checks the files of prisma/demo/. Throws an OperatorError that names the file and the record at fault. */
export function readDemonstration(folder: string): Demonstration {
  const file = (name: string) => path.join(folder, name);
  const solutionFiles = fs
    .readdirSync(file("solutions"))
    .filter((name) => name.endsWith(".json"))
    .sort();
  const demonstration: Demonstration = {
    edition: readJsonFile(file("edition.json"), DemoEditionSchema),
    institutions: readJsonFile(file("institutions.json"), DemoInstitutionsFileSchema),
    people: readJsonFile(file("people.json"), DemoPeopleFileSchema),
    solutions: solutionFiles.flatMap((name) => readJsonFile(file(path.join("solutions", name)), DemoSolutionsFileSchema)),
    submissions: readJsonFile(file("submissions.json"), DemoSubmissionsFileSchema),
    needs: readJsonFile(file("needs.json"), DemoNeedsFileSchema),
  };
  const faults = demonstrationFaults(demonstration);
  if (faults.length > 0) throw new OperatorError(`The demonstration's files don't fit together: ${faults.slice(0, 10).join("; ")}.`);
  return demonstration;
}

/** References between the files that lead nowhere, keys given twice, and what a state needs but does not have. */
export function demonstrationFaults({ edition, institutions, people, solutions, submissions, needs }: Demonstration): string[] {
  const faults = editionFaults(edition).map(({ path, message }) => `edition.json ${path.join(".")}: ${message}`);
  const institutionKeys = new Set(institutions.map(({ key }) => key));
  const peopleKeys = new Set(people.map(({ key }) => key));
  const contents = [...solutions, ...submissions.map(({ content }) => content)];
  const organisationKeys = new Set([...institutionKeys, ...contents.map(({ organisation }) => organisation.key)]);
  const expectIn = (keys: ReadonlySet<string>, key: string | undefined, where: string) => {
    if (key !== undefined && !keys.has(key)) faults.push(`${where}: nobody has the key ${key}`);
  };

  for (const { institution } of edition.institutions) expectIn(institutionKeys, institution, "edition.json");
  for (const person of people) for (const { organisation } of person.memberships) expectIn(organisationKeys, organisation, `person ${person.key}`);
  for (const content of contents) {
    expectIn(institutionKeys, content.institution, content.key);
    for (const { verified } of content.claims) expectIn(institutionKeys, verified?.institution, content.key);
  }
  for (const { content, owner, coordinator, reviewers, reviews, state } of submissions) {
    for (const key of [owner, coordinator, ...reviewers.map(({ person }) => person)]) expectIn(peopleKeys, key, content.key);
    expectIn(
      new Set(reviewers.map(({ person }) => person)),
      reviews.find(({ reviewer }) => !reviewers.some(({ person }) => person === reviewer))?.reviewer,
      `${content.key}, reviews`,
    );
    if (state !== "draft" && !isComplete(content)) faults.push(`${content.key}: a submission that is no draft must be complete`);
  }
  faults.push(...repeated(contents.map(({ key }) => key)), ...repeated(people.map(({ key }) => key)), ...repeated(needs.map(({ key }) => key)));
  return faults;
}

export function isComplete(content: DemoSubmission["content"]): content is DemoContent {
  return DemoContentSchema.safeParse(content).success;
}

function repeated(keys: readonly string[]): string[] {
  return keys.filter((key, index) => keys.indexOf(key) < index).map((key) => `the key ${key} is given twice`);
}
