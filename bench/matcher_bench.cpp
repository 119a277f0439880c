// How fast the matching rule is: typical messages of about 200 characters, and 100 KB texts made to hurt.
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "usher/mention/matcher.hpp"

namespace {

using usher::mention::Matcher;
using Clock = std::chrono::steady_clock;

constexpr std::size_t message_size = 200;
constexpr std::size_t worst_size = 100U << 10U;

struct Case {
    std::string name;
    std::string text;
};

std::string repeated(std::string_view piece, std::size_t size) {
    std::string text;
    while (text.size() + piece.size() <= size) {
        text += piece;
    }
    return text;
}

/// `, ``, ``` … : as many different backtick runs as fit.
std::string growing_backticks(std::size_t size) {
    std::string text;
    for (std::size_t length = 1; text.size() + length < size; ++length) {
        text += std::string(length, '`') + "a";
    }
    return text;
}

/// Of one reading. `found` keeps the compiler from leaving the work out.
double nanoseconds(const Matcher& matcher, std::string_view text, int rounds, std::size_t& found) {
    const auto start = Clock::now();
    for (int i = 0; i < rounds; ++i) {
        found += matcher.explain(text).matches.size();
    }
    const std::chrono::duration<double, std::nano> taken = Clock::now() - start;
    return taken.count() / rounds;
}

std::vector<Case> messages() {
    return {
        {"no digit", repeated("the customer called again, please have a look at it. ", message_size)},
        {"one hash",
         repeated("the customer called again, please have a look at it. ", message_size - 20) + " see #516757, thanks"},
        {"keyword and list", repeated("il cliente ha richiamato, guardate per favore. ", message_size - 45) +
                                 " ticket n. 516757, 902347 e 358126"},
        {"own link", repeated("the customer called again. ", 120) +
                         " https://my.keliweb.example/viewticket.php?tid=516757&c=AbCd1234"},
        {"code and quote", "> old ticket 516757\n`close #902347` " + repeated("and so on, 12 times in 3 days ", 150)},
    };
}

std::vector<Case> worst_cases() {
    std::vector<Case> cases{
        {"growing backticks", growing_backticks(worst_size) + "1"},
        {"growing backticks, then single ones",
         growing_backticks(worst_size / 2) + repeated("`a", worst_size / 2) + "1"},
        {"blanks, then numbers", std::string(worst_size / 2, ' ') + repeated("516757 ", worst_size / 2)},
        {"one digit run", std::string(worst_size, '7')},
        {"one word and a hash", std::string(worst_size, 'a') + " #516757"},
        {"joiners", "ticket 516757" + repeated(", ", worst_size / 2) + repeated("#902347 x", worst_size / 2)},
        {"line ends", std::string(worst_size / 2, '\n') + repeated("\n#516757", worst_size / 2)},
    };
    for (const std::string_view piece : {"#",
                                         "#516757 ",
                                         "ticket ",
                                         "ticket 516757, ",
                                         "n. ",
                                         "n. #516757 ",
                                         "[",
                                         "[ticket 516757 ",
                                         "](a://",
                                         "](a:b",
                                         "[](/",
                                         "[https://a](https://a](",
                                         "`",
                                         "`a",
                                         "``` ",
                                         "||",
                                         "> ",
                                         "~~~\n",
                                         "://",
                                         "a://",
                                         "a.bc/",
                                         "a.bc/ ",
                                         "/",
                                         "?",
                                         "https://my.keliweb.example/viewticket.php?tid=516757 ",
                                         "(https://(((",
                                         "&tid=1",
                                         "\xC2\xA0",
                                         "\xE2\x80\x8B",
                                         "\xE2\x80\x8B#516757",
                                         "colorOrder: \"#516757\" ",
                                         "\xF0",
                                         "order #516757 and "}) {
        // One digit, so that the text is read at all.
        cases.push_back({"repeated " + std::string(piece), repeated(piece, worst_size) + " 1"});
    }
    return cases;
}

void report(const char* unit, double scale, int rounds, const std::vector<Case>& cases, const Matcher& matcher) {
    std::size_t found = 0;
    for (const auto& [name, text] : cases) {
        std::string shown;
        for (const char c : name) {
            shown += c == '\n' ? std::string("\\n") : std::string(1, c);
        }
        const auto taken = nanoseconds(matcher, text, rounds, found) / scale;
        std::printf("%10.3f %s  %s (%zu bytes)\n", taken, unit, shown.c_str(), text.size());
    }
    std::printf("%zu references found\n", found);
}

} // namespace

int main() {
    usher::mention::Options options;
    options.hosts = {"my.keliweb.example"};
    const Matcher matcher(options);
    report("us", 1e3, 20'000, messages(), matcher);
    report("ms", 1e6, 10, worst_cases(), matcher);
    return 0;
}
