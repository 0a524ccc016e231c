"""Runs a program under the filter of system calls and address families that a unit of systemd has.

    under-filter.py FILTER PROGRAM [ARGUMENT...]

FILTER is a file of JSON: {"calls": [names], "errno": number, "families": [numbers]}. What systemd does with seccomp before
it starts a service is done here with the same library, so that no systemd has to run.
"""

import ctypes
import json
import os
import sys

ALLOW = 0x7FFF0000
EQUAL = 4
EAFNOSUPPORT = 97
HIGHEST_FAMILY = 64


def refuse(errno):
    return 0x00050000 | errno


class Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


def main():
    with open(sys.argv[1]) as file:
        wanted = json.load(file)
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    for function in (seccomp.seccomp_load, seccomp.seccomp_rule_add_array):
        function.argtypes = None
    calls = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(refuse(wanted["errno"]))))
    for name in wanted["calls"]:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        # Below zero: the call is one of another kind of machine.
        if number >= 0:
            check(seccomp.seccomp_rule_add_array(calls, ctypes.c_uint32(ALLOW), number, 0, None), name)
    families = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(ALLOW)))
    socket = seccomp.seccomp_syscall_resolve_name(b"socket")
    for family in range(HIGHEST_FAMILY):
        if family not in wanted["families"]:
            only = Comparison(0, EQUAL, family, 0)
            added = seccomp.seccomp_rule_add_array(
                families, ctypes.c_uint32(refuse(EAFNOSUPPORT)), socket, 1, ctypes.byref(only)
            )
            check(added, f"family {family}")
    # The second is loaded under the first, so that the first has to allow it: as in systemd, families come first.
    check(seccomp.seccomp_load(families), "families")
    check(seccomp.seccomp_load(calls), "calls")
    os.execv(sys.argv[2], sys.argv[2:])


def check(result, what):
    if result != 0:
        sys.exit(f"under-filter: {what}: {os.strerror(-result)}")


main()
