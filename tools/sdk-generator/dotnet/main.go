// The program dotnet prints the .NET SDK.
package main

import (
	"net/http"

	dotnet "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3/codegen"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"

	"droplet-actions/tools/sdk-generator/print"
)

func main() {
	// The generator fetches the logo of the NuGet package by its address. It finds the one beside this file.
	http.DefaultTransport.(*http.Transport).RegisterProtocol("file", http.NewFileTransport(http.Dir(".")))
	print.SDKs(map[string]print.Generator{
		"dotnet": func(pkg *schema.Package) (map[string][]byte, error) {
			pkg.LogoURL = "file:///logo.png"
			return dotnet.GeneratePackage(print.Tool, pkg, nil, nil)
		},
	})
}
