"""What runs inside the sandbox: `scaffold_worker`, by the project's interpreter and without the rest of this tool."""
