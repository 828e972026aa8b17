// Package print binds a Pulumi package schema and prints SDKs from it, with Pulumi's own generators. The language hosts
// have them too, but not all current ones can be had as Go modules.
package print

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// Tool is the name that the header of each file gives.
const Tool = "npm run generate"

// Generator prints the files of an SDK by their paths.
type Generator func(*schema.Package) (map[string][]byte, error)

// SDKs is the whole of a program that is called with a schema and a folder, and makes a folder there for each language.
func SDKs(generators map[string]Generator) {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: go run . schema.json folder"))
	}
	text, err := os.ReadFile(os.Args[1])
	fail(err)
	for language, generate := range generators {
		// Generators write into the package, so each has one of its own.
		files, err := generate(bind(text))
		fail(err)
		for name, content := range files {
			path := filepath.Join(os.Args[2], language, name)
			fail(os.MkdirAll(filepath.Dir(path), 0o755))
			fail(os.WriteFile(path, content, 0o644))
		}
	}
}

// noLoader has no other package to give: the schema refers to none.
type noLoader struct{ schema.Loader }

// bind takes nothing that Pulumi's metaschema does not know, or that the binder even warns of.
func bind(text []byte) *schema.Package {
	var spec schema.PackageSpec
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	fail(decoder.Decode(&spec))
	pkg, diagnostics, err := schema.BindSpec(spec, noLoader{}, schema.ValidationOptions{})
	fail(err)
	if len(diagnostics) > 0 {
		fail(fmt.Errorf("the schema has faults:\n%w", diagnostics))
	}
	return pkg
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
