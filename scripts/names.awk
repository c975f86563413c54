# Says which types stand in a file of another name. A type may stand in a file whose name its own begins with: SpawnRequest in
# Spawn.swift. `allowed` has the others, "File: Type Type", a line each file, with "/" between the lines; one that is not needed is said, too.

BEGIN {
    count = split(allowed, lines, "/")
    for (i = 1; i <= count; i++) {
        size = split(lines[i], words, /[: ]+/)
        for (j = 2; j <= size; j++) waits[words[1], words[j]] = 1
    }
}

function declare(kind, name,    file) {
    if (depth > 0 || is_private || !(kind in is_type_kind) || kind == "typealias") return
    file = FILENAME
    sub(/.*\//, "", file)
    sub(/\.swift$/, "", file)
    if (index(name, file) == 1) return
    if ((file, name) in waits) delete waits[file, name]
    else print FILENAME " declares " name
}

function use(how, name) {}

END {
    for (pair in waits) {
        split(pair, parts, SUBSEP)
        print "the list in scripts/rules allows " parts[2] " in " parts[1] ".swift, which is not there"
    }
}
