"""The text of `scaffold --help`: a constant, so that asking for it loads nothing."""

TEXT = """\
Usage: scaffold [OPTIONS] COMMAND [ARGS]...

  Turn an OpenAPI document into a FastAPI, SQLAlchemy and Alembic application
  that works, with tests that pass, and bring it along when the document
  changes.

  Examples:
    scaffold plan specs/api.yaml             what would be generated, and why
    scaffold from specs/api.yaml             write it to a folder named after
                                             the API, and check it
    scaffold from specs/api.yaml --out shop  write it, or update it, in shop/

Commands:
  check      Tell whether an application is up to date with its document.
  diff       Show what from would change in an application, and write nothing.
  fill       Let a language model write rules, custom operations, tests.
  from       Generate or update the application of a document, and check it.
  lint       Report what is wrong with documents.
  lsp        Serve the Language Server Protocol, for editors.
  mcp        Serve the Model Context Protocol, for editors and agents.
  plan       Show what would be generated, and why, without writing anything.
  report     Write one HTML page that shows a project.
  resolve    End conflicts for one side: in these files, or in all.
  review     Review generated, filled and hand-written code.
  schema     Print the JSON Schema of scaffold.toml, the extensions or results.
  status     Show how an application stands: conflicts, placeholders, edits.
  templates  List the templates, or copy one out to make it yours.
  undo       Take back the last regeneration: every file as it was before.
  verify     Check a generated application: lint, types, migrations, tests.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit; after a command, that command's.

Exit codes: 0 success; 1 the checks found something, or a conflict is to be
resolved; 2 wrong usage, or the output folder cannot be used; 3 the document
is not valid; 70 a bug in scaffold."""
