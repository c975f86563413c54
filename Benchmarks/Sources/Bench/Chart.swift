/// A bar for each contestant, drawn by gnuplot(1).
struct Chart {
    let name: String
    let title: String
    let bars: [(name: String, value: Double)]

    /// Writes Benchmarks/NAME.svg. The scale is logarithmic, since a Python stands beside a C program.
    func draw() throws {
        let data = "\(Place.work)/\(name).dat"
        let rows = bars.sorted { $0.value > $1.value }
        let lines = rows.enumerated().map { index, bar in
            "\(index)\t\(bar.value)\t\(Number.text(bar.value))\t\(bar.name.hasPrefix(Peer.ours) ? 1 : 0)\t\"\(bar.name)\"\n"
        }
        try Files.write(lines.joined(), to: data)
        let script = """
            set terminal svg size 720,\(28 * rows.count + 60) font "sans-serif,13" background "white"
            set output "\(Place.benchmarks)/\(name).svg"
            set title "\(title)"
            set datafile separator "\\t"
            set style fill solid noborder
            set logscale x
            set xrange [\((rows.last?.value ?? 1) / 2):\((rows.first?.value ?? 1) * 3)]
            set yrange [-0.6:\(rows.count).-0.4]
            set format x ""
            set border 2
            set tics scale 0
            unset xtics
            unset key
            left = \((rows.last?.value ?? 1) / 2)
            plot "\(data)" using (left):0:(left):2:($0-0.35):($0+0.35):4:ytic(5) with boxxyerror linecolor variable, \\
                 "" using 2:0:3 with labels left offset 0.5,0
            """
        try Files.write(script, to: "\(Place.work)/\(name).gnuplot")
        _ = try Processes.output(of: ["gnuplot", "\(Place.work)/\(name).gnuplot"])
    }
}
