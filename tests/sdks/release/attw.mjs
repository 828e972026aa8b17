// Prints what "Are the types wrong?" finds in a packed package. It is an ES module, which Jest does not load.
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";

const [, , tarball] = argv;
const { problems } = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
console.log(JSON.stringify(problems));
