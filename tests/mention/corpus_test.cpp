#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

#include <nlohmann/json.hpp>

#include "mention/finding.hpp"

namespace {

constexpr double wanted_recall = 0.98;

struct Sample {
    std::string text;
    std::vector<std::string> tickets;
    std::string language;
    std::string category;
};

std::vector<Sample> read_corpus() {
    std::vector<Sample> corpus;
    std::ifstream file(USHER_TEST_DATA "/corpus.jsonl");
    for (std::string line; std::getline(file, line);) {
        const auto sample = nlohmann::json::parse(line);
        corpus.push_back({sample.at("text").get<std::string>(), sample.at("tickets").get<std::vector<std::string>>(),
                          sample.at("lang").get<std::string>(), sample.at("category").get<std::string>()});
    }
    return corpus;
}

struct Score {
    int right = 0;
    int wrong = 0;
    int missed = 0;
    [[nodiscard]] double precision() const { return right + wrong == 0 ? 1 : double(right) / (right + wrong); }
    [[nodiscard]] double recall() const { return right + missed == 0 ? 1 : double(right) / (right + missed); }
};

} // namespace

TEST_CASE("over the corpus no message gets a wrong ticket and at least 98 % of the references are found") {
    const auto corpus = read_corpus();
    std::map<std::string, Score> scores;
    for (const auto& sample : corpus) {
        std::vector<std::string> found;
        for (const auto& match : usher::testing::default_matcher().explain(sample.text).matches) {
            found.push_back(match.number);
        }
        CAPTURE(sample.text);
        for (auto* score :
             {&scores[sample.language], &scores[sample.language + ", " + sample.category], &scores["all"]}) {
            for (const auto& number : found) {
                const bool named = std::ranges::count(sample.tickets, number) > 0;
                ++(named ? score->right : score->wrong);
                CHECK(named);
            }
            for (const auto& number : sample.tickets) {
                score->missed += std::ranges::count(found, number) == 0 ? 1 : 0;
            }
        }
    }

    for (const auto& [name, score] : scores) {
        std::cout << name << ": precision " << score.precision() << ", recall " << score.recall() << " (" << score.right
                  << " right, " << score.wrong << " wrong, " << score.missed << " missed)\n";
        CAPTURE(name);
        CHECK(score.recall() >= wanted_recall);
    }
    CHECK(corpus.size() >= 300);
}
