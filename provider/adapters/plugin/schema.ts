import schema from "../../../schema.json";

/** What `npm run generate` printed, for programs of all languages. */
export const schemaText = (): string => JSON.stringify(schema);
