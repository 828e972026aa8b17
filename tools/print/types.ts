import { objectTypes } from "../../provider/resources/types";
import { typescriptType } from "./fields";
import { comment, header } from "./text";

/** Interfaces of the objects within inputs and outputs. */
export function printTypes(): string {
  const interfaces = Object.entries(objectTypes).map(([name, { description, fields }]) => {
    const lines = Object.entries(fields).map(
      ([field, { type, description, optional, nullable, typescript }]) => {
        const value = `${typescript ?? typescriptType(type)}${nullable ? " | null" : ""}`;
        return `${comment([description], "  ")}\n  ${field}${optional ? "?" : ""}: ${value}${optional ? " | undefined" : ""};`;
      },
    );
    return `${comment([description], "")}\nexport interface ${name} {\n${lines.join("\n")}\n}\n`;
  });
  return `${header}\n${interfaces.join("\n")}`;
}
