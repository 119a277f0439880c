#pragma once

#include "mention/shape.hpp"
#include "mention/words.hpp"
#include "usher/mention/matcher.hpp"

namespace usher::mention {

struct Matcher::Rules {
    Shape shape;
    Phrases keywords;
    Phrases foreign_kinds;
    std::vector<std::string> hosts;
    bool bare = false;
};

} // namespace usher::mention
