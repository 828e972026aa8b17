// The program newest prints the SDKs whose generators are in the newest release of Pulumi itself.
package main

import (
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"

	"droplet-actions/tools/sdk-generator/print"
)

func main() {
	print.SDKs(map[string]print.Generator{
		"python": func(pkg *schema.Package) (map[string][]byte, error) {
			return python.GeneratePackage(print.Tool, pkg, nil, nil)
		},
		"go": func(pkg *schema.Package) (map[string][]byte, error) {
			return golang.GeneratePackage(print.Tool, pkg, nil)
		},
	})
}
