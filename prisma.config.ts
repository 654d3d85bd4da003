import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Only `prisma migrate status|deploy`, run by hand elsewhere, reads this; the application parses DATABASE_URL itself.
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
