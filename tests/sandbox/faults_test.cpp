#include <doctest/doctest.h>

#include <stdexcept>

#include "sandbox/faults.hpp"

namespace usher::sandbox {

TEST_CASE("a fault acts once, unless it says how often") {
    Faults faults;
    faults.set(
        R"([{"at":"ticket","do":"drop"},{"at":"token","do":"drop","times":2},{"at":"respond","do":"drop","times":0}])");
    const auto acts = [&](const char* place) {
        int count = 0;
        for (int i = 0; i < 5; ++i) {
            count += static_cast<int>(faults.take(place).size());
        }
        return count;
    };

    CHECK(acts("ticket") == 1);
    CHECK(acts("token") == 2);
    CHECK(acts("respond") == 5);
}

TEST_CASE("a fault can leave the first occasions alone") {
    Faults faults;
    faults.set(R"([{"at":"ticket","do":"drop","skip":2}])");

    CHECK(faults.take("ticket").empty());
    CHECK(faults.take("ticket").empty());
    CHECK(faults.take("ticket").size() == 1);
}

TEST_CASE("several faults can act on one occasion") {
    Faults faults;
    faults.set(R"([{"at":"ticket","do":"slow","ms":5},{"at":"ticket","do":"status"}])");

    CHECK(faults.take("ticket").size() == 2);
}

TEST_CASE("every name stands for a fault that makes sense") {
    for (const auto& name : Faults::names()) {
        CAPTURE(name);
        Faults faults;
        CHECK_NOTHROW(faults.set("[\"" + name + "\"]"));
    }
}

TEST_CASE("faults that happen now are handed back") {
    Faults faults;

    const auto at_once = faults.set(R"(["refresh", "desk_down"])");

    REQUIRE(at_once.size() == 1);
    CHECK(at_once[0].deed == "refresh");
    CHECK(faults.describe().size() == 1);
}

TEST_CASE("a script that makes no sense is refused whole, and says what is wrong") {
    for (const auto* script : {"", "{}", "nonsense", R"(["no_such_fault"])", R"([{"at":"moon","do":"drop"}])",
                               R"([{"at":"chat.postmessage","do":"drop"}])", R"([{"at":"ticket","do":"dance"}])",
                               R"([{"at":"ticket","do":"drop","times":-1}])",
                               R"([{"at":"ticket","do":"drop","skip":"two"}])", R"([{}])", R"([5])"}) {
        CAPTURE(script);
        Faults faults;
        faults.set(R"(["desk_down"])");
        CHECK_THROWS_AS(faults.set(script), std::invalid_argument);
        CHECK(faults.describe().size() == 1);
    }
}

} // namespace usher::sandbox
