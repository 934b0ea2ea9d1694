"""What can be checked before any work begins: settings, keyring, room, clock and every connection.

`quick` is asked before each command and step, `whole` by `make doctor` and before each DAG.
"""
