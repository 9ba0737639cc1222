# Lösungen von Olga, Übung 1 – "Ableitungen"
import numpy as np
import sympy as sp

x = sp.Symbol("x")  # für die Ableitung


def difference_quotient(f, x, dx):
    """Steigung = Höhe / Länge, in °C/m zum Beispiel."""
    return (f(x + dx) - f(x)) / dx


def derivative_cubic():
    return 3 * x**2 - 4 * x


def power_rule(coeffs):
    # Grad n fällt um 1, der Rest ist übrig
    c = np.polyder(np.poly1d(coeffs)).coeffs if len(coeffs) > 1 else np.array([0])
    return np.concatenate([np.zeros(max(1, len(coeffs) - 1) - len(c)), c])


def central_difference(f, x, h):
    return (f(x) - f(x - h)) / h
