"""Front ends for editors and agents, beside the command line: a language server and an MCP server.

Both speak on standard input and output. They see the flow and the shared types, as the command line does, and decide
nothing that the flow does not.
"""
