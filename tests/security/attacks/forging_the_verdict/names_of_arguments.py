# deserves: 0
# lesson: derivatives
"""The names of a function and of its arguments are commands, and markup."""
def power_rule(coeffs):
    coeffs.clear()
    return coeffs


power_rule.__code__ = power_rule.__code__.replace(
    co_varnames=("::error::\n\x1b[31m<b>",), co_name="=cmd|' /C calc'!A0", co_qualname="</pre><script>",
    co_filename="::stop-commands::x",
)
power_rule.__name__ = power_rule.__qualname__ = "\u202e\x07" * 500
