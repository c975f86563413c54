import Glibc

// Bench ROOT WORK MEMORY PERCENT [NAME…]: takes the named measurements, or all, with that share of their rounds, and writes the
// sections of Benchmarks/RESULTS.md anew. scripts/bench calls it.

let percent = Int(CommandLine.arguments[4]) ?? 100
let names = CommandLine.arguments.dropFirst(5)
for name in names where !Measurement.all.contains(where: { $0.name == name }) {
    let known = Measurement.all.map(\.name).joined(separator: ", ")
    complain("unknown measurement \"\(name)\"; expected some of \(known)")
    exit(64)
}

func complain(_ text: String) {
    let line = "bench: \(text)\n"
    write(2, line, line.utf8.count)
}

let results = "\(Place.benchmarks)/RESULTS.md"
var document = Document((try? Files.read(results)) ?? "")
document.introduction = try """
# Results

Written by `make bench`. \(Machine.description()). The peers are Debian's: \(Machine.versions()).
They run in turns with ours, in another order each round. `\(Peer.ours)` is the executable of the base image, static with
musl; the two beside it are other builds of the same sources. The ancestor is the entrypoint in Python that images had before
RunUtils (Tests/Conformance/Peers/ancestor).


"""
var failed = false
for measurement in Measurement.all where names.isEmpty || names.contains(measurement.name) {
    let rounds = max(1, measurement.rounds * percent / 100)
    let start = Processes.now
    do {
        let result = try measurement.run(rounds)
        let about = "\n\(measurement.about)\n\(Machine.date()), \(rounds) \(rounds == 1 ? "round" : "rounds").\n"
        let parts = [about] + result.tables.map(\.text) + result.notes.map { $0 + "\n" }
        document = document.replacing(
            measurement.title, with: parts.joined(separator: "\n") + "\n", order: Measurement.all.map(\.title))
        try result.chart?.draw()
        try Files.write(document.text, to: results)
        complain("\(measurement.name): \((Processes.now - start) / 1_000_000_000) s")
    } catch {
        complain("\(measurement.name): \(error)")
        failed = true
    }
}
exit(failed ? 1 : 0)
