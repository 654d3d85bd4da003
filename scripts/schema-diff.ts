import { AsyncLocalStorage } from "node:async_hooks";
import fs from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlQuery } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/** PostgreSQL's "char", which fills its catalogues and which Prisma's adapter does not know. */
const CHAR_TYPE = 18;
const TEXT_TYPE = 25;

/**
 * The SQL that takes the database at `url` to the models in `schemaFile`; an empty text when there is no drift.
 * Needs no engine binary: the schema engine comes as WebAssembly from npm.
 */
export async function schemaDiff(url: string, schemaFile = "prisma/schema.prisma"): Promise<string> {
  const content = fs.readFileSync(schemaFile, "utf8");
  const files = [{ path: schemaFile, content }];
  await loadEngine();
  const pool = new CharAwarePool({ connectionString: url, max: 2 });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new CharAwarePrismaPg(pool));
    const engine = await engineModule.SchemaEngine.new({ datamodels: [[schemaFile, content]] }, () => {}, adapter);
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: process.cwd() },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? "" : (stdout ?? "");
  } finally {
    await pool.end();
  }
}

/** The columns of type "char" in the result that is being read. */
const charColumns = new AsyncLocalStorage<Set<number>>();

class CharAwarePool extends pg.Pool {
  // pg's overloads can't be restated in one signature; everything is passed through as it came.
  override query = (async (...args: Parameters<pg.Pool["query"]>) => {
    const result = (await super.query(...args)) as unknown as pg.QueryResult;
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CHAR_TYPE) continue;
      field.dataTypeID = TEXT_TYPE;
      charColumns.getStore()?.add(index);
    }
    return result;
  }) as unknown as pg.Pool["query"];
}

class CharAwarePrismaPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query: SqlQuery) => {
      const columns = new Set<number>();
      return charColumns.run(columns, async () => {
        const result = await queryRaw(query);
        for (const index of columns) result.columnTypes[index] = ColumnTypeEnum.Character;
        return result;
      });
    };
    return adapter;
  }
}

let loaded: Promise<void> | undefined;

/** Node 20 can't import .wasm files by itself, so the package's own entry is taken apart here. */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const { instance } = await WebAssembly.instantiate(fs.readFileSync(script.replace(/\.js$/, ".wasm")), { "./schema_engine_bg.js": { ...engineModule } });
    engineModule.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loaded;
}
