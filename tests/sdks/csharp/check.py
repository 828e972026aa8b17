"""Parses the C# files of an SDK and programs from standard input (JSON), and prints what is wrong as JSON.

There is no compiler in reach of the tests. A parser finds what is no C#, and a look at the SDK's own declarations
whether the classes and properties that the programs set are there.
"""

import json
import sys
from pathlib import Path

import tree_sitter_c_sharp
from tree_sitter import Language, Node, Parser

parser = Parser(Language(tree_sitter_c_sharp.language()))
faults: list[str] = []


def parse(name: str, text: bytes) -> Node:
    root = parser.parse(text).root_node
    if root.has_error:
        faults.append(f"{name} cannot be parsed")
    return root


def below(node: Node, kind: str) -> list[Node]:
    own = [node] if node.type == kind else []
    return own + [found for child in node.children for found in below(child, kind)]


def text_of(node: Node | None) -> str:
    return node.text.decode() if node and node.text else ""


properties: dict[str, set[str]] = {}
for path in sorted(Path(sys.argv[1]).rglob("*.cs")):
    for declared in below(parse(path.name, path.read_bytes()), "class_declaration"):
        properties[text_of(declared.child_by_field_name("name"))] = {
            text_of(one.child_by_field_name("name"))
            for one in below(declared, "property_declaration")
        }

for name, program in json.load(sys.stdin).items():
    made = below(parse(name, program.encode()), "object_creation_expression")
    for one in made:
        made_class = text_of(one.child_by_field_name("type"))
        if made_class not in properties:
            faults.append(f"{name} makes a {made_class}, which is no class of the SDK")
            continue
        initializer = one.child_by_field_name("initializer")
        for child in initializer.named_children if initializer else []:
            set_property = text_of(child.child_by_field_name("left"))
            if set_property not in properties[made_class]:
                faults.append(f"{name} sets {set_property}, which {made_class} has not")
    if not made:
        faults.append(f"{name} makes nothing")

json.dump({"classes": len(properties), "faults": faults}, sys.stdout)
