import RunUtils

/// The shell that runs scripts against a server, as docker-library/postgres does: one for all of them, with the service's rights.
struct ScriptShell {
    let session: Session
    /// Which one SQL goes to.
    let database: String
    /// What scripts find in PGDATA.
    let dataDirectory: FilePath
    /// Whether nobody else has had a say in the cluster yet: no database's owner has set something for it.
    let isNew: Bool

    init(_ session: Session, database: String, dataDirectory: FilePath, isNew: Bool) {
        self.session = session
        self.database = database
        self.dataDirectory = dataDirectory
        self.isNew = isNew
    }

    /// What the shell notes before each script, and behind the last one.
    static let scriptPrefix = "script "
    static let end = "scripts ended"

    /// Runs them one after the other.
    ///
    /// - Parameter notes: The file to which the shell adds its notes.
    func run(_ scripts: [FilePath], notes: FilePath) throws(RunError) {
        if scripts.isEmpty { return }
        let context = session.context
        var failure: RunError?
        do throws(RunError) {
            try context.run(program(scripts, notes), as: session.identity, output: .passedThrough)
        } catch {
            if error.status != .failure { throw error }
            failure = error
        }
        let lines = Text.lines(try context.files.readData(notes, of: session.identity, limit: 1 << 20) ?? "")
        if failure == nil && lines.last == ScriptShell.end { return }
        let script = lines.last.flatMap { Text.rest(of: $0, behind: ScriptShell.scriptPrefix) } ?? ""
        guard let failure else {
            throw RunError(
                .failure, "\(quoted(script)) ended the shell that runs the scripts; expected it to go on",
                hint: "leave it with \"return\", or make the file executable, so that it gets a shell of its own")
        }
        // The notes are the scripts' own user's: of what they name, only what was to be run is read.
        let isShell = InitScripts.kind(of: script) == .shell && scripts.contains(FilePath(script))
        let hint = isShell ? InitScripts.hint(toFailed: try context.files.read(FilePath(script))) : nil
        throw RunError(.failure, "\(quoted(script)) failed: \(failure.message)", hint: hint)
    }

    private func program(_ scripts: [FilePath], _ notes: FilePath) throws(RunError) -> Program {
        let context = session.context
        let words =
            ["bash", "-c", ScriptShell.text, "/usr/local/bin/docker-entrypoint.sh", notes.description]
            + scripts.map { $0.description }
        var program =
            try isNew
            ? session.foreign(words, database: database, without: ClientVariables.ofConnections)
            : session.script(words, database: database)
        // As in docker-library's image, psql without a database's name goes to the one of its user's name.
        if isNew { program.set("PGDATABASE", to: nil) }
        program.set("PGDATA", to: dataDirectory.description)
        // A script of an image's user may need them, as with docker-library/postgres.
        program.set("POSTGRES_USER", to: session.superuser)
        program.set("POSTGRES_DB", to: database)
        // Who has had a say in the cluster may let a library be loaded into its server, which reads what its user's processes have.
        program.set("POSTGRES_PASSWORD", to: isNew ? context[Postgres.password] : nil)
        if isNew, !context.isInEnvironment("PGPASSWORD") {
            program.set("PGPASSWORD", to: context[Postgres.password])
        }
        for name in ["POSTGRES_USER_FILE", "POSTGRES_DB_FILE", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS_FILE"] {
            program.set(name, to: nil)
        }
        program.set(
            "POSTGRES_HOST_AUTH_METHOD",
            to: context.isSet(Postgres.hostAuthenticationMethod)
                ? context[Postgres.hostAuthenticationMethod] : "")
        return program
    }

    /// The first argument is the file for notes. What begins with an underscore is ours.
    ///
    /// A second process says from time to time that a script still runs. It reads from a pipe that nobody writes to, in the place
    /// of sleep(1): so it leaves no process behind when the shell has ended, which it looks for.
    private static let text = #"""
        _say() {
            local text=${1//\\/\\\\}
            if [[ ${LOG_FORMAT:-} == json ]]; then
                TZ=UTC printf '{"time":"%(%Y-%m-%dT%H:%M:%S.000Z)T","level":"info","image":"postgres","message":"%s"}\n' -1 "${text//\"/\\\"}"
            else
                printf 'postgres: %s\n' "$1"
            fi >&2
        }
        _tell() {
            local shell=$1 notes=$2 seconds=0 last='' now
            exec {_pipe}<> <(:)
            while kill -0 "$shell" 2>/dev/null; do
                read -r -t 2 -u "$_pipe" || :
                if (((seconds += 2) % 60)); then continue; fi
                now=$(tail -n 1 -- "$notes")
                if [[ $now == "$last" ]]; then _say "still running \"${now#script }\" ($((seconds / 60)) min)"; fi
                last=$now
            done
        }
        if [[ ${1:-} != --go ]]; then
            _tell $$ "$1" &
            exec bash -c "$BASH_EXECUTION_STRING" "$0" --go "$@"
        fi
        shift
        declare -r _notes=$1
        shift

        set -Eeo pipefail

        file_env() {
            local _name=$1 _file=${1}_FILE _value=${2:-}
            if [[ -n ${!_name:-} && -n ${!_file:-} ]]; then
                echo "error: both $_name and $_file are set; expected one of them" >&2
                exit 1
            fi
            if [[ -n ${!_name:-} ]]; then _value=${!_name}; elif [[ -n ${!_file:-} ]]; then _value=$(<"${!_file}"); fi
            export "$_name=$_value"
            unset "$_file"
        }
        _is_sourced() { [[ ${FUNCNAME[1]:-} == source ]]; }
        docker_process_sql() {
            local _psql=(psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc)
            if [[ -n ${POSTGRES_DB:-} ]]; then _psql+=(--dbname "$POSTGRES_DB"); fi
            "${_psql[@]}" "$@"
        }
        process_sql() { docker_process_sql "$@"; }
        docker_process_init_files() {
            psql=(docker_process_sql)
            local f
            for f; do
                printf 'script %s\n' "${f//[$'\n\r']/ }" >>"$_notes"
                _say "Running \"$f\""
                case $f in
                *.sh) if [[ -x $f ]]; then "$f"; else . "$f"; fi ;;
                *.sql) docker_process_sql -f "$f" ;;
                *.sql.gz) gunzip -c "$f" | docker_process_sql ;;
                *.sql.xz) unxz -c "$f" | docker_process_sql ;;
                *.sql.zst) unzstd -c "$f" | docker_process_sql ;;
                *) _say "\"$f\" is ignored" ;;
                esac
            done
        }
        docker_process_init_files "$@"
        printf 'scripts ended\n' >>"$_notes"
        """#
}
