// The program sdk-generator prints the Java SDK. Each generator compiles with one release of Pulumi only, so those for
// other languages are modules of their own, which share with this one what is not of a language.
package main

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"droplet-actions/tools/sdk-generator/print"
)

// The generator itself has build files for Gradle only.
//
//go:embed pom.xml
var pom string

func main() {
	print.SDKs(map[string]print.Generator{
		"java": func(pkg *schema.Package) (map[string][]byte, error) {
			version := pkg.Version.String()
			var info java.PackageInfo
			if err := json.Unmarshal(pkg.Language["java"].(json.RawMessage), &info); err != nil {
				return nil, err
			}
			values := strings.NewReplacer("GROUP", info.BasePackage, "VERSION", version)
			// Which plugin a program needs, for the language host.
			needed := plugin.PulumiPluginJSON{
				Resource: true, Name: pkg.Name, Version: version, Server: pkg.PluginDownloadURL,
			}
			text, err := needed.JSON()
			if err != nil {
				return nil, err
			}
			return java.GeneratePackage(print.Tool, pkg, map[string][]byte{
				"pom.xml": []byte(values.Replace(pom)),
				"src/main/resources/com/pulumi/" + pkg.Name + "/plugin.json": text,
			}, nil, false, false)
		},
	})
}
