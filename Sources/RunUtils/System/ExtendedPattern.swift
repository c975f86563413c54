import CRunUtils

/// Extended regular expressions, as libc has them (regcomp(3)).
enum ExtendedPattern {
    static func isValid(_ pattern: String) -> Bool { search(pattern, "") >= 0 }

    static func finds(_ pattern: String, in text: String) -> Bool { search(pattern, text) == 1 }

    private static func search(_ pattern: String, _ text: String) -> CInt {
        Bytes(pattern).withCString { pattern in Bytes(text).withCString { unsafe ru_search(pattern, $0) } }
    }
}
