package dev.unroll.expr;

import dev.unroll.expr.Lexer.Kind;
import dev.unroll.expr.Lexer.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads expressions by recursive descent, from a part of a larger text so that errors point into the whole.
 *
 * <pre>
 * expression = term {("+" | "-") term}
 * term       = unary {("*" | "/") unary}
 * unary      = "-" unary | power
 * power      = atom ["^" exponent]
 * atom       = number | "(" expression ")" | function "(" expression {"," expression} ")"
 *            | Matrix operand | name
 * operand    = "(" expression ")" | function "(" … ")" | Matrix operand | name
 * </pre>
 *
 * A minus directly before a number belongs to the number, so that negative constants are constants.
 */
public final class ExprParser {
    /** Decides what the names of an expression mean, and may reject one with {@link #error}. */
    public interface Names {
        /** A name that stands for a value. */
        default Expr value(String name, int offset) {
            return Expr.var(name);
        }

        /** A name with an upper-case initial, applied to an operand whose names are known by now. */
        default Expr product(String matrix, int offset, Expr operand) {
            return new Expr.Product(matrix, operand);
        }

        /** A reduction of an operand whose names are known by now. */
        default Expr reduction(Reducer reducer, int offset, Expr operand) {
            return new Expr.Reduction(reducer, operand);
        }
    }

    static final int LARGEST_EXPONENT = 8;

    /** Recursion over an expression goes as deep as it has operations; this many fit the stack of any thread. */
    private static final int MOST_OPERATIONS = 200;

    private final String text;
    private final Lexer lexer;
    private final Names names;
    private Token token;
    private int operations;

    ExprParser(String text) {
        this(text, 0, text.length(), new Names() {});
    }

    /** Reads from {@code start} to {@code end} of the text. */
    public ExprParser(String text, int start, int end, Names names) {
        this.text = text;
        this.lexer = new Lexer(text, start, end);
        this.names = names;
        this.token = lexer.next();
    }

    Expr parseWhole() {
        Expr e = expression();
        expectEnd();
        return e;
    }

    /** Whether an expression may call something of this name. */
    public static boolean isFunction(String name) {
        return functions().anyMatch(name::equals);
    }

    /** Where the next token starts in the whole text. */
    public int offset() {
        return token.offset();
    }

    /** An error that points to {@code offset} in the whole text. */
    public ExprException error(int offset, String problem, String remedy) {
        return new ExprException(text, offset, problem, remedy);
    }

    /** Takes a name, a prime included. */
    public String name(String expected) {
        if (token.kind() != Kind.NAME) {
            throw expected(expected);
        }
        return advance().text();
    }

    /** Takes a number, with its sign. */
    public double number() {
        int sign = accept("-") ? -1 : 1;
        if (token.kind() != Kind.NUMBER) {
            throw expected("a number");
        }
        Token number = advance();
        double value = Double.parseDouble(number.text());
        if (Double.isInfinite(value)) {
            throw error(number.offset(), "the number " + number.text() + " is too large", "");
        }
        return sign * value;
    }

    /** Whether a name comes next. */
    public boolean atName() {
        return token.kind() == Kind.NAME;
    }

    /** Takes the symbol if it comes next. */
    public boolean accept(String symbol) {
        if (token.is(symbol)) {
            advance();
            return true;
        }
        return false;
    }

    /** Takes the symbol, which has to come next. */
    public void expect(String symbol) {
        if (!accept(symbol)) {
            throw expected(symbol);
        }
    }

    /** Fails unless all is read. */
    public void expectEnd() {
        if (token.kind() == Kind.NAME || token.kind() == Kind.NUMBER || token.is("(")) {
            throw error(
                    token.offset(),
                    "expected an operator (+ - * /) before " + token.described(),
                    "only a matrix, whose name starts with an upper-case letter, is applied without one");
        }
        if (token.kind() != Kind.END) {
            throw expected("an operator or the end");
        }
    }

    /** Takes the longest expression that starts here. */
    public Expr expression() {
        Expr left = term();
        while (true) {
            if (accept("+")) {
                left = new Expr.Add(left, term());
            } else if (accept("-")) {
                left = new Expr.Sub(left, term());
            } else {
                return left;
            }
        }
    }

    private Expr term() {
        Expr left = unary();
        while (true) {
            if (accept("*")) {
                left = new Expr.Mul(left, unary());
            } else if (accept("/")) {
                left = new Expr.Div(left, unary());
            } else {
                return left;
            }
        }
    }

    private Expr unary() {
        count(1);
        if (!accept("-")) {
            return power();
        }
        if (token.kind() == Kind.NUMBER) {
            double value = number();
            return isPower() ? new Expr.Neg(powerOf(Expr.of(value))) : Expr.of(-value);
        }
        return new Expr.Neg(unary());
    }

    private Expr power() {
        int start = token.offset();
        Expr base = atom();
        if (!isPower()) {
            return base;
        }
        if (base instanceof Expr.Product p && text.charAt(start) != '(') {
            String operand = p.operand().print();
            throw error(
                    token.offset(),
                    "the power of a product can be read in two ways",
                    "write " + p.matrix() + " (" + operand + "^2) or (" + p.matrix() + " " + operand + ")^2");
        }
        return powerOf(base);
    }

    private boolean isPower() {
        return token.is("^") || token.is("²") || token.is("³");
    }

    private Expr powerOf(Expr base) {
        Token sign = advance();
        int offset = token.offset();
        double exponent = sign.is("²") ? 2 : sign.is("³") ? 3 : number();
        if (exponent != Math.rint(exponent) || exponent < 1 || exponent > LARGEST_EXPONENT) {
            throw error(
                    offset,
                    "expected a whole exponent from 1 to " + LARGEST_EXPONENT,
                    "write other powers with exp and log: x^p is exp(p * log(x))");
        }
        count(Traversal.size(base) * (int) exponent);
        Expr product = base;
        for (int i = 1; i < exponent; i++) {
            product = new Expr.Mul(product, base);
        }
        return product;
    }

    private Expr atom() {
        if (token.kind() == Kind.NUMBER) {
            return Expr.of(number());
        }
        if (token.is("(") || token.kind() == Kind.NAME) {
            return operand();
        }
        throw expected("a number, a name or (");
    }

    /** What a matrix can be applied to: everything an atom can be but a number. */
    private Expr operand() {
        if (accept("(")) {
            Expr inner = expression();
            closeParenthesis();
            return inner;
        }
        Token name = advance();
        boolean matrix = Character.isUpperCase(name.text().codePointAt(0));
        if (matrix && (token.kind() == Kind.NAME || token.is("("))) {
            count(1);
            return names.product(name.text(), name.offset(), operand());
        }
        if (accept("(")) {
            return call(name);
        }
        return names.value(name.text(), name.offset());
    }

    private Expr call(Token name) {
        String spelling = name.text().equals("σ") ? Function.SIGMOID.spelling() : name.text();
        Optional<Reducer> reducer = Reducer.named(spelling);
        if (reducer.isPresent()) {
            Expr operand = arguments(name, 1).getFirst();
            return names.reduction(reducer.get(), name.offset(), operand);
        }
        Optional<Activation> activation = Activation.named(spelling);
        if (activation.isPresent()) {
            Expr value = activation.get().of(arguments(name, activation.get().arity()));
            count(Traversal.size(value));
            return value;
        }
        Function function = Function.named(spelling).orElseThrow(() -> unknownFunction(spelling, name.offset()));
        return new Expr.Call(function, arguments(name, function.arity()));
    }

    private List<Expr> arguments(Token function, int arity) {
        List<Expr> arguments = new ArrayList<>();
        do {
            arguments.add(expression());
        } while (accept(","));
        closeParenthesis();
        if (arguments.size() != arity) {
            String takes = arity == 1 ? "1 argument" : arity + " arguments";
            throw error(function.offset(), function.text() + " takes " + takes + ", found " + arguments.size(), "");
        }
        return arguments;
    }

    private static Stream<String> functions() {
        return Stream.of(
                        Arrays.stream(Function.values()).map(Function::spelling),
                        Arrays.stream(Activation.values()).map(Activation::spelling),
                        Arrays.stream(Reducer.values()).map(Reducer::spelling))
                .flatMap(spellings -> spellings);
    }

    private ExprException unknownFunction(String spelling, int offset) {
        List<String> known = functions().toList();
        String remedy = Spelling.nearest(spelling, known)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("to multiply, write *; the functions are " + String.join(", ", known));
        return error(offset, "unknown function " + spelling, remedy);
    }

    private void closeParenthesis() {
        if (token.kind() == Kind.END) {
            throw expected(")");
        }
        if (!accept(")")) {
            expectEnd();
        }
    }

    private void count(int more) {
        operations += more;
        if (operations > MOST_OPERATIONS) {
            throw error(
                    token.offset(),
                    "the expression has more than " + MOST_OPERATIONS + " operations",
                    "name its parts and write it in several equations");
        }
    }

    private Token advance() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private ExprException expected(String what) {
        return error(token.offset(), "expected " + what + ", found " + token.described(), "");
    }
}
