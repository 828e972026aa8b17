"""Runs programs without an engine, and tells what they declare: [{"type": ..., "inputs": ...}]."""

import json
import sys

import pulumi

declared = []


class Monitor(pulumi.runtime.Mocks):
    def new_resource(self, args):
        declared.append({"type": args.typ, "inputs": args.inputs})
        return [args.name, args.inputs]

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Monitor(), preview=False)


@pulumi.runtime.test
def run(program):
    exec(program, {})


for program in json.load(sys.stdin):
    run(program)
json.dump(declared, sys.stdout)
