"""Does the application keep the document's contract? Its own derived document, compared with the one it was made from.

`derived` asks the application, `compare` compares two read documents: pure, and the same for a document of another
origin. Schemas are compared by the values that they allow, not by how they are written.
"""

from scaffolder.verify.contract.comparing import compare
from scaffolder.verify.contract.derivation import COMMAND, NAME, Derived, derived

__all__ = ["COMMAND", "NAME", "Derived", "compare", "derived"]
