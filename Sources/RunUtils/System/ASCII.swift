/// The bytes that formats and languages give a meaning.
extension UInt8 {
    package static var tab: UInt8 { 9 }
    package static var newline: UInt8 { 10 }
    package static var carriageReturn: UInt8 { 13 }
    package static var space: UInt8 { 32 }
    package static var exclamationMark: UInt8 { 33 }
    /// "
    package static var quote: UInt8 { 34 }
    package static var hash: UInt8 { 35 }
    package static var dollar: UInt8 { 36 }
    /// '
    package static var apostrophe: UInt8 { 39 }
    package static var openParenthesis: UInt8 { 40 }
    package static var closeParenthesis: UInt8 { 41 }
    package static var asterisk: UInt8 { 42 }
    package static var plus: UInt8 { 43 }
    package static var comma: UInt8 { 44 }
    package static var hyphen: UInt8 { 45 }
    package static var dot: UInt8 { 46 }
    package static var slash: UInt8 { 47 }
    package static var colon: UInt8 { 58 }
    package static var semicolon: UInt8 { 59 }
    package static var equals: UInt8 { 61 }
    package static var at: UInt8 { 64 }
    package static var openBracket: UInt8 { 91 }
    package static var backslash: UInt8 { 92 }
    package static var closeBracket: UInt8 { 93 }
    package static var underscore: UInt8 { 95 }
    package static var openBrace: UInt8 { 123 }
    package static var bar: UInt8 { 124 }
    package static var closeBrace: UInt8 { 125 }
    package static var tilde: UInt8 { 126 }

    /// White space as C has it: a space, tabs, line ends, a form feed.
    package var isSpace: Bool { self == .space || (9...13).contains(self) }
    package var isDigit: Bool { (48...57).contains(self) }
    package var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
    /// What a variable's name consists of.
    package var isNameByte: Bool { isLetter || isDigit || self == .underscore }
    /// A control character of ASCII.
    package var isControl: Bool { self < 32 || self == 127 }
}
