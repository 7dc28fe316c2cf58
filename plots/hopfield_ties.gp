# hopfield_ties.gp - share of stored patterns that are fixed points, and number of fixed points, against
# the number of patterns, for both rules of what a neuron in zero field does, beside exact means.
#
# Needs the axes zero_rule (plus, stay) and patterns, and the metrics stored_fixed and fixed_points with
# their theory.
load "style.gp"

RULES = "plus stay"
METRICS = "stored_fixed fixed_points"

# ---- data: blocks 2(k-1)+r-1 measured metric k under rule r, 4 + the same theory ----------------------
eval table("summary.tsv")
cr = col("zero_rule"); cp = col("patterns")
eval span('m("stored_fixed_n")')
REPLICATES = LOW == HIGH ? sprintf("%.0f", LOW) : sprintf("%.0f to %.0f", LOW, HIGH)
eval span('column(cp)')
X0 = LOW; X1 = HIGH
do for [k=1:2] {
    do for [r=1:2] {
        x = word(METRICS, k)
        eval keep('(column(cp)):(m("'.x.'_mean")):(m("'.x.'_ci_low")):(m("'.x.'_ci_high"))', 'strcol(cr) eq word(RULES, r)')
    }
}
do for [k=1:2] {
    do for [r=1:2] {
        x = word(METRICS, k)
        eval keep('(column(cp)):(m("'.x.'_theory"))', 'strcol(cr) eq word(RULES, r)')
    }
}
array END_[4]
do for [k=1:2] {
    do for [r=1:2] {
        eval span('strcol(cr) eq word(RULES, r) && column(cp) == X1 ? m("'.word(METRICS, k).'_mean") : NaN')
        END_[2*(k-1)+r] = LOW == LOW ? LOW : 0
    }
}
eval span('m("fixed_points_ci_high")')
Y1 = HIGH
# Two patterns: a stored one fails with a probability that is a power of 1/2.
eval span('strcol(cr) eq "plus" && column(cp) == 2 ? m("stored_fixed_theory") : NaN')
TWO = LOW
POWER = TWO < 1 ? floor(0.5 - log(1 - TWO)/log(2)) : NaN
EXACT = TWO < 1 && abs(2**POWER*(1 - TWO) - 1) < 1e-9
NEURONS = NaN
if (have("parameters.tsv")) {
    eval table("parameters.tsv")
    stats TABLE using (strcol(1) eq "neurons" ? (NEURONS = real(strcol(2))) : 0, 0) nooutput
}

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "An even number of patterns has ties, and how they are broken matters"
SUBTITLE = (NEURONS == NEURONS ? "Networks of ".whole(NEURONS)." neurons, all states" : "All states").". Means of ".REPLICATES.\
    " networks, bars: 95".NB."% intervals, lines: exact means over all pattern sets. Shaded: even numbers of patterns, where a field can be zero"
TOP = head(0) + 40
LEFT = 62
MARGIN = 108
A_RIGHT = NARROW ? W - MARGIN : LEFT + 0.5*(W - LEFT - MARGIN - 66)
B_LEFT = NARROW ? LEFT : A_RIGHT + 66
B_RIGHT = W - MARGIN
TALL = NARROW ? 220 : 270
B_TOP = NARROW ? TOP + TALL + 92 : TOP
H = B_TOP + TALL + 56
@OPEN
array P_LEFT[2] = [LEFT, B_LEFT]
array P_RIGHT[2] = [A_RIGHT, B_RIGHT]
array P_TOP[2] = [TOP, B_TOP]
array TALLEST[2] = [1.05, 1.06*Y1]
NAMES = "share|of|stored|patterns|that|are|fixed|points number|of|fixed|points|among|all|states"
blank_(s) = strstrt(s, "|") ? s[1:strstrt(s, "|")-1]." ".blank_(s[strstrt(s, "|")+1:*]) : s

do for [k=1:2] {
    unset label; unset arrow; unset object
    eval panel(P_LEFT[k], P_TOP[k], P_RIGHT[k], P_TOP[k] + TALL)
    if (k == 1) { @HEADLINES }
    eval yname(letter(word("a b", k)).blank_(word(NAMES, k)), P_LEFT[k] - 46)
    eval xname("stored patterns".v("P"))
    set xrange [X0-0.6:X1+0.6]; set yrange [-0.04*TALLEST[k]:TALLEST[k]]
    set xtics ceil((X1 - X0)/12.) format "%.0f"
    if (k == 1) { set ytics 0,0.25,1 format "%.2f" } else { eval ticks("y", 0, Y1, 6) }
    do for [x=int(X0):int(X1)] {
        if (x % 2 == 0) { set object x rect from x-0.5,graph 0 to x+0.5,graph 1 fc rgb ZONE fs solid noborder behind }
    }
    ENDS = 2
    array END_Y[2] = [END_[2*k-1], END_[2*k]]
    END_GAP = 42.*TALLEST[k]*1.04/TALL; END_LOW = 0.03*TALLEST[k]; END_HIGH = 0.95*TALLEST[k]
    if (k == 2 || NARROW) {
        set label 1 "Zero field:\nturn to +1" at graph 1,first end_label(1) offset 0.7,0.5 left tc rgb S[1]
        set label 2 "Zero field:\nstay" at graph 1,first end_label(2) offset 0.7,0.5 left tc rgb S[2]
    }
    if (X0 <= 2 && X1 >= 2) {
        set label 4 "even" at 2,graph (k == 1 ? 0.1 : 0.9) center font SMALL tc rgb MUTE
    }
    if (k == 1 && EXACT) {
        set label 3 sprintf("%.0f/%.0f", 2**POWER - 1, 2**POWER) at 2,TWO offset -0.3,-1.1 right tc rgb S[1]
    }
    plot for [r=1:2] $ROWS index 2*k+r+1 using 1:2 with lines lw 1.5 lc rgb S[r] title "exact mean", \
         for [r=1:2] $ROWS index 2*k+r-3 using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb S[r] title "95 % interval", \
         for [r=2:1:-1] $ROWS index 2*k+r-3 using 1:2 with points pt (r == 1 ? 7 : 13) ps (r == 1 ? 0.5 : 0.85) lc rgb S[r] title word(RULES, r)
}
unset multiplot
