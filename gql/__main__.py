"""`python -m gql` is the command `quire`."""

from gql.cli import main

if __name__ == "__main__":
    main()
