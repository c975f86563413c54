# An SPDX document of the images that scripts/sbom has looked at.

# Debian's short names for licenses of SPDX's list, in small letters; the others are references to Debian's texts.
{
    "apache-2": "Apache-2.0", "apache-2.0": "Apache-2.0", "artistic": "Artistic-1.0-Perl", "artistic or gpl-1+": "(Artistic-1.0-Perl OR GPL-1.0-or-later)",
    "beerware": "Beerware", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause", "bsd-4-clause": "BSD-4-Clause",
    "bsd-4-clause-uc": "BSD-4-Clause-UC", "cc0-1.0": "CC0-1.0", "expat": "MIT", "fsfap": "FSFAP", "fsfullr": "FSFULLR",
    "gpl-1+": "GPL-1.0-or-later", "gpl-2": "GPL-2.0-only", "gpl-2+": "GPL-2.0-or-later", "gpl-3": "GPL-3.0-only", "gpl-3+": "GPL-3.0-or-later",
    "isc": "ISC", "lgpl-2": "LGPL-2.0-only", "lgpl-2+": "LGPL-2.0-or-later", "lgpl-2.1": "LGPL-2.1-only", "lgpl-2.1+": "LGPL-2.1-or-later",
    "lgpl-3": "LGPL-3.0-only", "lgpl-3+": "LGPL-3.0-or-later", "mit": "MIT", "postgresql": "PostgreSQL", "unicode-dfs-2016": "Unicode-DFS-2016",
    "x11": "X11", "zlib": "Zlib"
} as $known |

def id: "SPDXRef-" + gsub("[^A-Za-z0-9.-]"; "-");
def checksums: [{algorithm: "SHA1", checksumValue: .sha1}, {algorithm: "SHA256", checksumValue: .sha256}];
def related($from; $kind; $to): {spdxElementId: $from, relationshipType: $kind, relatedSpdxElement: $to};
def package($name; $version; $licenses): {
    SPDXID: ($name | id), $name, versionInfo: $version, downloadLocation: "NOASSERTION", filesAnalyzed: false,
    licenseConcluded: "NOASSERTION", licenseDeclared: $licenses, copyrightText: "NOASSERTION"
};
# The same package in several images, or in several versions, is one, or several.
def debian: "deb-\(.name)-\(.version)-\(.arch)";
def names: .licenses // "" | split("|");
def reference: "LicenseRef-Debian-" + gsub("\\+"; "-or-later") | gsub("[^A-Za-z0-9.-]+"; "-");
def declared: [names[] | $known[ascii_downcase] // reference] | unique | if . == [] then "NOASSERTION" else join(" AND ") end;

. as $images | "SPDXRef-DOCUMENT" as $document |
{
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: $document,
    name: "RunUtils-\($version)-\($arch)",
    documentNamespace: "\($repository)/spdx/\($version)/\($arch)/\($commit)",
    creationInfo: {$created, creators: ["Organization: RunUtils", "Tool: scripts/sbom"]},
    packages: (
        [$images[] |
            (package(.entry; $version; "MIT") + {packageFileName: .entry, checksums: (.entrySums | checksums), primaryPackagePurpose: "APPLICATION", sourceInfo: "commit \($commit)"}),
            (package(.image; $version; "NOASSERTION") + {packageFileName: .image, checksums: (.imageSums | checksums), primaryPackagePurpose: "CONTAINER", sourceInfo: "commit \($commit)"})]
        + [package("swift"; $swift; "Apache-2.0 WITH Swift-exception"), package("musl"; $musl; "MIT")]
        + ([$images[].packages[] | package(debian; .version; declared) + {
                name, supplier: "Organization: Debian",
                externalRefs: [{referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
                    referenceLocator: "pkg:deb/debian/\(.name | @uri)@\(.version | @uri)?arch=\(.arch)"}]
            }] | unique_by(.SPDXID))),
    hasExtractedLicensingInfos: (
        [$images[].packages[] | names[] | select($known[ascii_downcase] | not) | {
            licenseId: reference, name: ., extractedText: "Debian's copyright files call it \"\(.)\". Its text is in those of the packages that name it, /usr/share/doc/PACKAGE/copyright in the image."
        }] | unique_by(.licenseId)),
    relationships: [
        ($images[] | (.entry | id) as $entry | (.image | id) as $image |
            related($document; "DESCRIBES"; $entry), related($document; "DESCRIBES"; $image),
            related($entry; "STATIC_LINK"; "SPDXRef-swift"), related($entry; "STATIC_LINK"; "SPDXRef-musl"),
            related($image; "CONTAINS"; $entry),
            (.packages[] | related($image; "CONTAINS"; debian | id)))]
}
