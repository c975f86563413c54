import CRunUtils

/// How many processors this process may use.
enum ProcessorCount {
    /// Those that it may run on, fewer where its control group has a quota of their time.
    static func current() -> Int {
        if Simulation.current != nil { return 1 }
        return count(
            affinity: Int(ru_processors()),
            quotas: [
                text("/sys/fs/cgroup/cpu.max"),
                text("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") + [.space] + text("/sys/fs/cgroup/cpu/cpu.cfs_period_us"),
            ])
    }

    private static func text(_ path: FilePath) -> Bytes { ((try? SystemFile.read(path)) ?? []).withoutLineEnd }

    /// - Parameters:
    ///   - affinity: The processors that it may run on (cpusets limit them too).
    ///   - quotas: "quota period" of the control group, in microseconds; anything else ("max", "-1 100000") is no limit.
    /// - Returns: At least 1; a part of a processor counts as one.
    static func count(affinity: Int, quotas: [Bytes]) -> Int {
        var count = max(affinity, 1)
        for quota in quotas {
            let numbers = quota.pieces(separatedBy: .space).compactMap { $0.decimal }
            guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0 else { continue }
            count = min(count, (numbers[0] - 1) / numbers[1] + 1)
        }
        return count
    }
}
