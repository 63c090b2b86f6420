"""The kinds of numbers that a formula can be read on.

kinds         what a kind must be able to do; floats, rationals, enclosures
polynomials   arrays of polynomials with rational coefficients
algebraic     roots of integer polynomials, exactly; univariate: integer polynomials as tuples
ranges        interval arithmetic with outward rounding; balls: the same for products of matrices
program       linear programs, solved exactly
dual          a value with its slope, over any of the others
"""
