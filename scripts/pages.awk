# Takes the Swift out of pages (```swift) and of documentation comments, into files of the directory `out`: a complete file, with an
# import, as it is; pieces, all of a page together, as members of one type or as the body of a function that has what a command, or a
# test, has. What is shown as something to avoid is left out. Errors name the page's own lines.
function file(kind) { return sprintf("%s/%03d-%03d.%s.swift", out, page, kind ~ /^(part|dry)$/ ? 0 : ++files, kind) }
function piece(kind, imports, signature,    path) {
    path = file(kind)
    if (!(path in begun)) print imports "\nenum Page" page " {}" > path
    begun[path]
    if (body ~ /^extension /) print source > path
    else if (body ~ /^((private |indirect )*(static|enum|struct) )/) print "extension Page" page " {\n" source "}" > path
    else print "extension Page" page " {\nstatic func piece" ++pieces "(" signature ") throws(RunError) {\n" source "}\n}" > path
}
function finish() {
    if (body ~ /\/\/ avoid/) return
    source = "#sourceLocation(file: \"" FILENAME "\", line: " first ")\n" body
    if (body ~ /(^|\n)import PackageDescription/) print source > file("package")
    else if (body ~ /(^|\n)import Testing/) print source > file("test")
    else if (body ~ /(^|\n)import Foundation/) print source > file("ordinary")
    else if (body ~ /(^|\n)import /) print source > file("file")
    else if (body ~ /#expect|DryRun/) piece("dry", "import RunUtils\nimport Testing", "_ entrypoint: Entrypoint, _ directory: String, _ run: DryRun")
    else piece("part", "import RunUtils", "_ context: Context, _ service: inout Service")
}
FNR == 1 { page++; inside = 0 }
{ line = $0; if (FILENAME ~ /\.swift$/ && !sub(/^ *\/\/\/ ?/, "", line)) { inside = 0; next } }
!inside && line == "```swift" { inside = 1; body = ""; first = FNR + 1; next }
inside && line == "```" { inside = 0; finish(); next }
inside { body = body line "\n" }
