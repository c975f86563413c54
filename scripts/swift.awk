# Reads Swift files as tokens, for the rules of scripts/rules: awk -f swift.awk -f RULE.awk. So it does not matter which modifiers and
# attributes a declaration has, nor on which line they are. Calls two functions of the rule's:
#     declare(kind, name)   a declaration. depth: the braces and parentheses around it; extended: the type whose extension it is in;
#                           is_private: it is the file's own
#     use(how, name)        another mention: "name", "member" (after a dot), "label" (before a colon), "case" or "operator"

BEGIN {
    split("struct class enum protocol actor typealias macro precedencegroup", words, " ")
    for (i in words) is_type_kind[words[i]] = declares[words[i]] = 1
    split("func let var operator", words, " ")
    for (i in words) declares[words[i]] = 1
}

FNR == 1 {
    depth = 0; in_comment = 0; in_text = 0; kind = ""; is_private = 0; extended = ""; previous = ""; imports = 0
}

{ read(code($0)) }

# A line without comments and texts, but with the expressions in texts.
function code(line,    result, c, next_c, i, size) {
    if (!in_text && !in_comment && !nested) {
        if (line ~ /^ *\/\//) return ""
        if (line !~ /"|\/[\/*]/) return line
    }
    result = ""
    size = length(line)
    for (i = 1; i <= size; i++) {
        c = substr(line, i, 1)
        next_c = substr(line, i, 2)
        if (in_comment) {
            if (next_c == "*/") { in_comment = 0; i++ }
        } else if (in_text) {
            if (next_c == "\\(") { outer[++nested] = in_text; open[nested] = 1; in_text = 0; i++; result = result " (" }
            else if (c == "\\") i++
            else if (in_text == 3 ? substr(line, i, 3) == "\"\"\"" : c == "\"") { i += in_text - 1; in_text = 0; result = result "\"\"" }
        } else if (next_c == "//") break
        else if (next_c == "/*") { in_comment = 1; i++ }
        else if (substr(line, i, 3) == "\"\"\"") { in_text = 3; i += 2 }
        else if (c == "\"") in_text = 1
        else {
            result = result c
            if (!nested) continue
            if (c == "(") open[nested]++
            if (c == ")" && --open[nested] == 0) in_text = outer[nested--]
        }
    }
    if (in_text == 1) in_text = 0
    return result
}

function read(line,    token) {
    imports = 0
    while (match(line, /[A-Za-z_][A-Za-z_0-9]*|[-+*\/%=<>!&|^~?.\200-\377]+|[^ \t]/)) {
        token = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        take(token, substr(line, 1, 1))
        previous = token
    }
}

function take(token, after,    is_name) {
    is_name = token ~ /^[A-Za-z_]/
    if (token == "import") imports = 1
    if (imports || token == "`") return
    if (kind != "") {
        # The name; a tuple has several.
        if (token == "(" && (kind == "let" || kind == "var")) { in_tuple = 1; return }
        if (is_name || kind == "operator" || kind == "func") declare(kind, token)
        if (in_tuple && token == ")") in_tuple = 0
        if (!in_tuple) { kind = ""; is_private = 0 }
        return
    }
    if (token == "{" || token == "(" || token == "[") {
        if (token == "(" && previous == "private") is_private = 0
        depth++
        return
    }
    if (token == "}" || token == ")" || token == "]") {
        if (--depth == 0 && token == "}") extended = ""
        return
    }
    if (!is_name) {
        if (length(token) > 1) use("operator", token)
        return
    }
    if (token == "private" || token == "fileprivate") is_private = 1
    else if (token == "extension" && depth == 0) extended = "?"
    else if (token in declares && !(token == "class" && after != " ") && !is_member()) kind = token
    else {
        if (extended == "?") extended = token
        use(is_member() ? "member" : previous == "case" ? "case" : after == ":" ? "label" : "name", token)
    }
}

function is_member() { return previous ~ /\.$/ && previous != "..." }
