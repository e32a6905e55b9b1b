"""Run by the tool's interpreter, in a process of its own: a served application and its document → a report.

    python -m scaffolder.verify.conformance.driving PLAN REPORT

PLAN is a JSON file: {document, url, credentials: {scheme: {…}}, excluded: [{method, path, operation_id}], seed,
seconds}. REPORT is written at the end: {operations, cases, answers: {status: count}, failures: [{check, operation,
title, message, curl}], errors: [{operation, message}], conventions: ["GET /x: 401"]}.
"""
