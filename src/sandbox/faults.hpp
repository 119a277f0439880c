#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/json.hpp"

namespace usher::sandbox {

/// One scripted misbehaviour: at which place, what, and how often. docs/sandbox.md lists the places and deeds.
struct Fault {
    std::string at;
    std::string deed;
    Json parameters; ///< The item as it was written.
    int skip = 0;    ///< Leaves so many occasions alone first.
    int times = 1;   ///< Then acts so often; 0: always.
    [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t otherwise) const;
    [[nodiscard]] std::string word(std::string_view key, std::string_view otherwise) const;
};

/// The script of faults. Each part of the sandbox asks at its places whether something shall go wrong now.
class Faults {
public:
    static constexpr std::size_t kMost = 200;

    /// Replaces the script by a JSON list of objects and names. Throws std::invalid_argument with a sentence if it
    /// makes no sense. Faults at `now` are not kept but returned: they happen at once.
    std::vector<Fault> set(std::string_view json);
    /// Adds to the script instead.
    std::vector<Fault> add(std::string_view json);
    void clear() { faults_.clear(); }

    /// All faults that are due on this occasion at `place`; each is used up as its `skip` and `times` say.
    std::vector<Fault> take(std::string_view place);
    /// The first of them, for places where only one can act.
    std::optional<Fault> take_one(std::string_view place);
    [[nodiscard]] Json describe() const;

    /// The names that stand for a whole fault.
    static std::vector<std::string> names();

private:
    static std::vector<Fault> parse(std::string_view json);
    std::vector<Fault> keep(std::vector<Fault> parsed);
    std::vector<Fault> faults_;
};

} // namespace usher::sandbox
