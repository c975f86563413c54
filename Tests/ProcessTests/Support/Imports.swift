// For all files of these tests, and for those that import them.
@_exported public import TestSupport
