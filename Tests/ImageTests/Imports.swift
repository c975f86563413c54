// For all files of these tests.
@_exported public import TestSupport
