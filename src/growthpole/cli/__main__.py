"""``python -m growthpole.cli``: the command, where it is not on the path."""

from growthpole.cli import main

if __name__ == "__main__":
    main()
