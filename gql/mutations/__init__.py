"""What clients may change: an input is read, a rule of another room decides, a payload tells.

Lives here: one file for each noun, with its inputs, its payloads and its functions.
May import types, engine, content, auth, db, errors and viewer. Never here: rules, statements.
"""
