/** Output that fits a grammar or a JSON Schema. */
export { type Constraint, constrain, type TokenBytes } from "./constrain.ts";
export { character, type Grammar, inOrder, oneOf, optional, repeat, text } from "./grammar.ts";
export { jsonSchemaGrammar, SchemaError } from "./json-schema.ts";
