#include "usher/secret/secret.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "usher/secret/source.hpp"

using usher::secret::Secret;

namespace {

/// Where a secret's bytes lie, to look at them after it let go of them. The storage is ours, so it is still there.
class Slot {
public:
    explicit Slot(Secret value) : secret_(new(storage_) Secret(std::move(value))) {}
    ~Slot() { end(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    Secret& secret() { return *secret_; }
    void end() {
        if (secret_ != nullptr) {
            std::destroy_at(std::exchange(secret_, nullptr));
        }
    }
    /// Whether more than the first byte of `needle` is there: that one is the end mark of an emptied string.
    [[nodiscard]] bool holds(std::string_view needle) const {
        needle.remove_prefix(1);
        const auto bytes = std::as_bytes(std::span(storage_));
        return !std::ranges::search(bytes, std::as_bytes(std::span(needle))).empty();
    }

private:
    alignas(Secret) std::byte storage_[sizeof(Secret)]{};
    Secret* secret_;
};

// Short enough for std::string to keep it inside the object, where moving copies.
constexpr std::string_view short_secret = "canary-4711";

} // namespace

TEST_CASE("a secret cannot be copied by accident") {
    CHECK_FALSE(std::is_copy_constructible_v<Secret>);
    CHECK_FALSE(std::is_copy_assignable_v<Secret>);
}

TEST_CASE("a secret shows its bytes to who asks for them") {
    const Secret secret("xoxb-1");

    CHECK(secret.reveal() == "xoxb-1");
    CHECK_FALSE(secret.empty());
    CHECK(Secret().empty());
}

TEST_CASE("a clone is equal and independent") {
    Secret first("value");
    const auto second = first.clone();
    first = Secret("other");

    CHECK(second.reveal() == "value");
}

TEST_CASE("a short secret that was moved from leaves no bytes behind") {
    Slot from{Secret(std::string(short_secret))};
    REQUIRE(from.holds(short_secret));

    const Secret to(std::move(from.secret()));

    CHECK_FALSE(from.holds(short_secret));
    CHECK(to.reveal() == short_secret);
}

TEST_CASE("a short secret that was assigned from leaves no bytes behind") {
    Slot from{Secret(std::string(short_secret))};
    Secret to("something else");

    to = std::move(from.secret());

    CHECK_FALSE(from.holds(short_secret));
    CHECK(to.reveal() == short_secret);
}

TEST_CASE("a short secret that died leaves no bytes behind") {
    Slot slot{Secret(std::string(short_secret))};

    slot.end();

    CHECK_FALSE(slot.holds(short_secret));
}

TEST_CASE("the string that a short secret was made of is wiped") {
    alignas(std::string) std::byte storage[sizeof(std::string)]{};
    auto* text = new (storage) std::string(short_secret);

    const Secret secret(std::move(*text));

    // The first byte of an emptied string is its end; the others show whether it was wiped.
    const auto rest = std::as_bytes(std::span(short_secret.substr(1)));
    CHECK(std::ranges::search(storage, rest).empty());
    std::destroy_at(text);
}

TEST_CASE("assigning a secret to itself keeps it") {
    Secret secret("value");
    auto& same = secret;

    secret = std::move(same);

    CHECK(secret.reveal() == "value");
}

TEST_CASE("comparison finds equality and every kind of difference") {
    const Secret secret("value");

    CHECK(secret.equals("value"));
    CHECK_FALSE(secret.equals("valuf"));
    CHECK_FALSE(secret.equals("Value"));
    CHECK_FALSE(secret.equals("valu"));
    CHECK_FALSE(secret.equals("value "));
    CHECK_FALSE(secret.equals(""));
    CHECK(Secret().equals(""));
}
