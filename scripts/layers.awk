# Says where a folder names what a folder of the same layer, or of a higher one, declares: types, free functions, variables,
# operators, and members that it gives to types of others. `layers` has the names of the folders, a line each layer, the lowest first,
# with "/" between the lines.

BEGIN {
    count = split(layers, lines, "/")
    for (number = 1; number <= count; number++) {
        size = split(lines[number], names, " ")
        for (i = 1; i <= size; i++) line_of[names[i]] = number
    }
}

function folder(    parts) { return parts[split(FILENAME, parts, "/") - 1] }

function declare(kind, name,    is_top, is_given) {
    known[folder(), name] = 1
    is_top = depth == 0
    is_given = depth == 1 && extended != ""
    if (is_private || !(is_top || is_given)) return
    declared[++declarations] = name
    kind_of[declarations] = is_top ? kind : "member"
    folder_of[declarations] = folder()
}

function use(how, name,    key) {
    if (how == "case" || how == "label") known[folder(), name] = 1
    key = folder() SUBSEP how SUBSEP name
    if (!(key in used)) used[key] = FILENAME ":" FNR ":" $0
}

# Whether a folder may use another's.
function may(user, owner) { return user == owner || line_of[owner] < line_of[user] }

# Whether a name may mean something of the folder's own; a member, also something of a folder that it may use.
function is_ambiguous(user, kind, name,    owner) {
    if (kind != "member") return (user SUBSEP name) in known
    for (owner in line_of) if (may(user, owner) && (owner SUBSEP name) in known) return 1
    return 0
}

function complain(user, how, name, owner,    key) {
    key = user SUBSEP how SUBSEP name
    if (key in used) print user " uses " name " of " owner ": " used[key]
}

END {
    for (d = 1; d <= declarations; d++) {
        name = declared[d]; kind = kind_of[d]; owner = folder_of[d]
        if ((owner, kind, name) in seen) continue
        seen[owner, kind, name] = 1
        for (user in line_of) {
            if (may(user, owner)) continue
            if (kind == "operator") complain(user, "operator", name, owner)
            else if (kind in is_type_kind) {
                complain(user, "name", name, owner)
                complain(user, "label", name, owner)
                complain(user, "member", name, owner)
            } else if (!is_ambiguous(user, kind, name)) complain(user, kind == "member" ? "member" : "name", name, owner)
        }
    }
}
